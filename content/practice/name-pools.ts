/**
 * Names to invent people from: common given and family names of people who live in Britain, by origin, the more
 * common first. No list of real people was used; any likeness to somebody is chance.
 */
export interface NamePool {
  readonly origin: string
  /** Share of invented people, out of 100. */
  readonly share: number
  readonly women: readonly string[]
  readonly men: readonly string[]
  readonly family: readonly string[]
}

const list = (text: string): string[] => text.split(',').map((name) => name.trim())

const BRITISH_FAMILY = list(`Smith, Jones, Williams, Taylor, Brown, Davies, Evans, Wilson, Thomas, Johnson,
Roberts, Robinson, Thompson, Wright, Walker, White, Edwards, Hughes, Green, Hall, Lewis, Harris, Clarke, Patterson, Jackson,
Wood, Turner, Martin, Cooper, Hill, Ward, Morris, Moore, Clark, Lee, King, Baker, Harrison, Morgan, Allen, James, Scott,
Phillips, Watson, Davis, Parker, Price, Bennett, Young, Griffiths, Mitchell, Kelly, Cook, Carter, Richardson, Bailey, Collins,
Bell, Shaw, Murphy, Miller, Cox, Richards, Kerr-Reid, Marshall, Anderson, Simpson, Ellis, Adams, Sayle-Price, Begley, Wilkinson,
Foster, Chapman, Powell, Webb, Rogers, Gray, Mason, Allan-Shaw, Hunt, Hussey, Campbell, Matthews, Owen, Palmer, Holmes, Mills,
Barnes, Knight, Lloyd, Butler, Russell, Barker, Fisher, Stevens, Jenkins, Murray, Dixon, Harvey, Graham, Pearson, Fletcher,
Walsh, Kaye, Gibson, Howard, Andrews, Stewart, Elliott, Reynolds, Saunders, Payne, Fox, Ford, Pearce, Day, Brooks, West,
Lawrence, Cole, Atkinson, Bradley, Spencer, Gill, Dawson, Watts, Burton, Hart, Wells, Grant, Hallam, Ferguson, Kennedy,
Hamilton, McDonald, MacLeod, McKenzie, McCarthy, O'Brien, O'Connor, O'Neill, O'Sullivan, Gallagher, Doherty, Byrne, Quinn,
Fitzgerald, Fitzpatrick, Brennan, Buchanan, Sinclair, Drummond, Urquhart, Farquhar, Colquhoun, Menzies, Pritchard, Llewellyn,
Gwynne, Prosser, Vaughan, Cadwallader, Rhys-Evans, Armitage, Ackroyd, Birtwistle, Braithwaite, Butterworth, Clegg, Crowther,
Entwistle, Fairclough, Greenhalgh, Haworth, Heywood, Hollingsworth, Kershaw, Ogden, Openshaw, Pickles, Ramsbottom, Sutcliffe,
Thistlethwaite, Tattersall, Whitworth, Winterbottom, Wolstenholme, Arkwright, Beauchamp, Blenkinsop, Chamberlain,
Cholmondeley, Featherstone, Goldsmith, Hargreaves, Higginbotham, Inglesby, Jessop, Kirkbride, Lancaster, Micklethwaite,
Nightingale, Outhwaite, Penhaligon, Quayle, Ravenscroft, Satterthwaite, Trelawney, Uttley, Venables, Wainwright, Yarwood`)

export const NAME_POOLS: readonly NamePool[] = [
  {
    origin: 'British and Irish',
    share: 58,
    women:
      list(`Margaret, Susan, Sarah, Karen, Jacqueline, Helen, Emma, Claire, Rebecca, Laura, Charlotte, Jessica, Lauren, Sophie, Emily,
Chloe, Olivia, Amelia, Grace, Hannah, Bethany, Georgina, Katherine, Elizabeth, Victoria, Alexandra, Jennifer, Christine, Patricia,
Julie, Deborah, Tracey, Michelle, Joanne, Samantha, Nicola, Amanda, Louise, Lisa, Donna, Dawn, Gillian, Heather, Kirsty, Fiona, Shona,
Mairi, Eilidh, Siobhán, Niamh, Aoife, Sinéad, Caoimhe, Róisín, Bronwyn, Cerys, Siân, Rhiannon, Angharad, Nerys, Mary-Jane, Anne-Marie,
Philippa, Harriet, Imogen, Beatrice, Florence, Edith, Winifred, Doreen, Maureen, Sheila, Brenda, Zoë, Abigail, Megan, Paige, Tamsin, Demelza`),
    men: list(`David, John, Paul, Michael, Andrew, Peter, Stephen, Mark, Robert, Richard, James, Christopher, Anthony, Kevin, Ian, Steven,
Gary, Alan, William, Martin, Jason, Thomas, Daniel, Matthew, Jack, Joshua, Samuel, Joseph, Benjamin, Alexander, Nicholas, Jonathan,
Timothy, Simon, Philip, Graham, Neil, Stuart, Colin, Keith, Barry, Trevor, Nigel, Geoffrey, Gareth, Rhys, Owain, Dylan, Gethin, Ieuan,
Callum, Hamish, Fraser, Ruaridh, Lachlan, Alasdair, Ewan, Declan, Cormac, Pádraig, Eoin, Cian, Fergus, Connor, Ryan, Liam, Luke, Adam,
Lewis, Harry, Oliver, George, Charlie, Edward, Frederick, Albert, Stanley, Reginald, Cyril, Jean-Paul, Dominic, Sebastian, Tobias, Crispin`),
    family: BRITISH_FAMILY,
  },
  {
    origin: 'Caribbean',
    share: 6,
    women: list(
      'Marcia, Sonia, Yvonne, Beverley, Paulette, Shanice, Tanisha, Latoya, Keisha, Chantelle, Monique, Hyacinth, Precious, Jada, Aaliyah',
    ),
    men: list(
      'Winston, Leroy, Delroy, Desmond, Clive, Errol, Jermaine, Tyrone, Marlon, Dwayne, Kemar, Romaine, Curtis, Nathaniel, Isaiah',
    ),
    family:
      list(`Campbell, Brown, Francis, Gordon, Reid, Bailey, Blackwood, Bogle, Cameron, Cumberbatch, Dacosta, Douglas, Facey, Gayle, Grant,
Henry, Hylton, Joseph, Lindo, Marsden, McFarlane, Morrison, Nugent, Palmer, Pinnock, Samuels, Sinclair, St John, Stephenson, Wedderburn`),
  },
  {
    origin: 'Pakistani and Bangladeshi',
    share: 9,
    women:
      list(`Aisha, Fatima, Zainab, Maryam, Khadija, Nadia, Saima, Shazia, Rukhsana, Nasreen, Sadia, Samina, Farzana, Shabana, Yasmin, Rehana,
Tahira, Hafsa, Iqra, Sumaiya, Nusrat, Sultana, Taslima, Rahela, Momtaz`),
    men: list(`Mohammed, Muhammad, Ahmed, Imran, Asif, Tariq, Nadeem, Shahid, Zahid, Khalid, Usman, Bilal, Hamza, Hassan, Haroon, Faisal, Junaid,
Kashif, Waqas, Abdul, Shafiq, Rahim, Mizanur, Shahjahan, Kamrul, Ibrahim, Yusuf, Zubair`),
    family:
      list(`Khan, Hussain, Ahmed, Ali, Begum, Akhtar, Malik, Iqbal, Mahmood, Shah, Butt, Mirza, Qureshi, Siddiqui, Chaudhry, Bhatti, Rana,
Sheikh, Ansari, Javed, Rehman, Aslam, Rafiq, Saleem, Bashir, Miah, Uddin, Islam, Rahman, Chowdhury, Khatun, Hoque, Sarkar, Talukdar, Bibi, Kazi, Zaman`),
  },
  {
    origin: 'Indian and Sri Lankan',
    share: 8,
    women:
      list(`Priya, Anjali, Meena, Sunita, Kavita, Neha, Pooja, Deepa, Geeta, Lakshmi, Nisha, Rekha, Asha, Harpreet, Gurpreet, Jaspreet, Manjit,
Kiran, Simran, Sangeetha, Thushara, Dilani, Malathi, Nirmala`),
    men: list(`Rajesh, Sanjay, Anil, Vijay, Amit, Rahul, Suresh, Ramesh, Dinesh, Ashok, Arjun, Rohan, Nikhil, Gurdeep, Balwinder, Sukhdev, Jagdeep,
Harjit, Mandeep, Chandran, Suthan, Kumaran, Nimal, Ruwan`),
    family:
      list(`Patel, Singh, Kaur, Sharma, Shah, Gill, Nair, Menon, Iyer, Reddy, Rao, Gupta, Kapoor, Mehta, Desai, Joshi, Mistry, Parmar, Solanki,
Chauhan, Dhillon, Sandhu, Grewal, Bhogal, Sidhu, Bains, Atwal, D'Souza, Fernandes, Pillai, Krishnan, Balasubramaniam, Sivakumar, Rajaratnam,
Perera, Fernando, Jayawardene, Wickramasinghe, Gunasekara, Thirunavukarasu`),
  },
  {
    origin: 'West African',
    share: 7,
    women:
      list(`Amara, Ngozi, Chioma, Adaeze, Ifeoma, Folasade, Titilayo, Yetunde, Funmilayo, Abimbola, Olufunke, Akosua, Abena, Efua, Adwoa,
Esi, Blessing, Comfort, Patience, Mercy, Fatou, Mariama`),
    men: list(`Chukwuemeka, Emeka, Obinna, Chidi, Ikenna, Oluwaseun, Babatunde, Adebayo, Olumide, Kayode, Tunde, Kwame, Kofi, Kwabena, Yaw, Kojo,
Emmanuel, Godwin, Sunday, Lamin, Ousmane, Sekou`),
    family:
      list(`Okafor, Okonkwo, Eze, Nwosu, Obi, Chukwu, Okeke, Igwe, Nnamdi, Adeyemi, Adebayo, Ogunleye, Oyelaran, Akinola, Balogun, Olawale,
Ojo, Afolabi, Bankole, Onyekachi, Mensah, Owusu, Boateng, Asante, Osei, Appiah, Agyeman, Amoah, Darko, Ofori, Quartey, Annan, Ansah, Jallow,
Ceesay, Bangura, Kamara, Sesay, Conteh, Koroma`),
  },
  {
    origin: 'East and Southern African',
    share: 3,
    women: list(
      'Hodan, Ifrah, Sagal, Asli, Nimco, Selam, Hiwot, Tigist, Rahwa, Saba, Tendai, Chipo, Rutendo, Nyasha, Thandiwe, Wanjiru',
    ),
    men: list(
      'Abdirahman, Mahad, Liban, Guled, Abdullahi, Yonas, Tesfaye, Dawit, Filmon, Tekle, Farai, Tatenda, Tapiwa, Simba, Sipho, Kamau',
    ),
    family:
      list(`Warsame, Abdi, Farah, Hassan, Jama, Osman, Omar, Mohamud, Yusuf, Tesfay, Haile, Gebremedhin, Kidane, Tekeste, Bekele, Moyo, Ncube,
Sibanda, Dube, Mutasa, Chikwanha, Nkomo, Mwangi, Otieno, Mukasa, Ssekandi`),
  },
  {
    origin: 'Polish and other European',
    share: 5,
    women:
      list(`Agnieszka, Katarzyna, Małgorzata, Ewa, Magdalena, Joanna, Zofia, Ioana, Elena, Andreea, Mihaela, Ilze, Rūta, Chiara, Giulia, María,
Inês, Beatriz, Françoise, Anaïs, Ólöf`),
    men: list(`Piotr, Krzysztof, Tomasz, Paweł, Łukasz, Wojciech, Andrzej, Ionuț, Andrei, Mihai, Vasile, Jānis, Mantas, Giovanni, Matteo, José, João,
Thiago, François, Jürgen, Søren, Björn`),
    family:
      list(`Nowak, Kowalski, Wiśniewski, Wójcik, Kamiński, Lewandowski, Zieliński, Szymański, Woźniak, Dąbrowski, Popescu, Ionescu, Dumitrescu,
Munteanu, Kazlauskas, Bērziņš, Rossi, Esposito, Bianchi, Ricci, García, Fernández, Rodríguez, Núñez, Silva, Ferreira, Gonçalves, Müller, Schäfer,
Jørgensen, Lindqvist, van der Berg, de Vries, Dubois, Lefèvre`),
  },
  {
    origin: 'Turkish, Arabic and Iranian',
    share: 3,
    women: list(
      'Ayşe, Elif, Zeynep, Gülsen, Hatice, Leila, Noor, Rania, Samira, Huda, Shirin, Parisa, Maryam, Azadeh',
    ),
    men: list(
      'Mehmet, Mustafa, Emre, Çağlar, Ömer, Omar, Karim, Tarek, Samir, Walid, Reza, Hossein, Farhad, Dariush',
    ),
    family:
      list(`Yılmaz, Kaya, Demir, Şahin, Çelik, Öztürk, Aydın, Al-Hassan, Al-Masri, Haddad, Khoury, Mansour, Nasser, Saleh, El-Sayed, Ben Youssef,
Ahmadi, Hosseini, Karimi, Rezaei, Tehrani, Moradi`),
  },
  {
    origin: 'Chinese, Vietnamese and Filipino',
    share: 1,
    women: list('Mei, Xiaoling, Jing, Wai-Ling, Siew, Thuy, Linh, Huong, Maricel, Rosalinda'),
    men: list('Wei, Jian, Chun-Ming, Kwok, Hao, Minh, Tuấn, Dũng, Rodrigo, Ferdinand'),
    family: list(
      'Wong, Chan, Cheung, Lau, Zhang, Huang, Zhao, Nguyễn, Trần, Phạm, Đặng, Santos, Reyes, Dela Cruz, Bautista',
    ),
  },
]

/** One name only, given at birth or by choice: they have no family name on any paper. */
export const SINGLE_NAMES = list(
  'Suharto, Rohullah, Najibullah, Sukarno, Gulalai, Thiri, Zarghuna, Tenzin, Wangchuk, Soraya, Haibatullah, Nooria, Aung, Ketut, Parwana',
)

/** What people called this often go by. */
export const KNOWN_AS: Readonly<Record<string, readonly string[]>> = {
  Amara: ['Mara'],
  Thomas: ['Tom', 'Tommy'],
  Elizabeth: ['Liz', 'Beth', 'Betty'],
  Margaret: ['Maggie', 'Peggy'],
  Katherine: ['Kate', 'Kathy'],
  Susan: ['Sue'],
  Rebecca: ['Becky'],
  Jessica: ['Jess'],
  Jennifer: ['Jenny'],
  Patricia: ['Pat', 'Trish'],
  Deborah: ['Debbie'],
  Samantha: ['Sam'],
  Victoria: ['Vicky', 'Tori'],
  Alexandra: ['Alex', 'Sasha'],
  Jacqueline: ['Jackie'],
  Christine: ['Chris'],
  Philippa: ['Pippa'],
  Abigail: ['Abby'],
  Georgina: ['Georgie'],
  Winifred: ['Win'],
  David: ['Dave'],
  Michael: ['Mick', 'Mike'],
  Andrew: ['Andy', 'Drew'],
  Stephen: ['Steve'],
  Steven: ['Steve'],
  Robert: ['Bob', 'Rob'],
  Richard: ['Rick', 'Dick'],
  James: ['Jim', 'Jamie'],
  Christopher: ['Chris', 'Kit'],
  Anthony: ['Tony'],
  William: ['Bill', 'Will'],
  Daniel: ['Dan'],
  Matthew: ['Matt'],
  Joshua: ['Josh'],
  Samuel: ['Sam'],
  Joseph: ['Joe'],
  Benjamin: ['Ben'],
  Alexander: ['Alex', 'Sandy'],
  Nicholas: ['Nick'],
  Jonathan: ['Jon'],
  Timothy: ['Tim'],
  Philip: ['Phil'],
  Geoffrey: ['Geoff'],
  Edward: ['Ted', 'Ned'],
  Frederick: ['Fred'],
  Reginald: ['Reg'],
  Mohammed: ['Mo'],
  Muhammad: ['Mo'],
  Harpreet: ['Harps'],
  Oluwaseun: ['Seun'],
  Chukwuemeka: ['Emeka'],
  Abdirahman: ['Abdi'],
  Katarzyna: ['Kasia'],
  Małgorzata: ['Gosia'],
  Krzysztof: ['Kris'],
  Wojciech: ['Woj'],
  Agnieszka: ['Aga'],
  Folasade: ['Sade'],
  Olufunke: ['Funke'],
}
